/* How the regime works: its parts and links as the model has them, with what passed in the run that is shown.
   A part opens: what it is, where its numbers are from, and its controls. */
import { flow, type FlowChart, flowVolumes } from '../charts/flow';
import { html } from '../dom';
import type { FlowNode, Model, Parameter } from './api';
import { focusControl } from './controls';
import { sectionOf } from './figures';
import { capital, phraseOf } from './names';
import type { App, State } from './state';
import { hasRange, writeValue } from './values';

const MOST = 8;

function control(parameter: Parameter, model: Model): HTMLElement {
  const link = html('button', { class: 'btn quiet small', type: 'button' }, capital(phraseOf(parameter)));
  link.addEventListener('click', () => focusControl(parameter.path));
  const source = model.sources.find((s) => s.name === parameter.source);
  const from = source ? source.text : parameter.kind === 'default' ? 'the program’s default' : 'assumed';
  const range = hasRange(parameter)
    ? `, from ${writeValue(parameter, parameter.low)} to ${writeValue(parameter, parameter.high)}` : '';
  const more = parameter.label.length > phraseOf(parameter).length + 1 ? `${parameter.label}. ` : '';
  return html('li', {}, link, html('span', {}, ` ${parameter.text}${range}. `),
    html('span', { class: 'muted' }, `${more}From: ${from}. `.replace('..', '.'), html('code', {}, parameter.path)));
}

/* Those with a range first: they are what one would move. */
function controlsOf(node: FlowNode, model: Model): HTMLElement {
  const own = model.parameters.filter((p) => node.parameters.includes(p.path));
  const order = [...own].sort((a, b) => Number(hasRange(b)) - Number(hasRange(a)) ||
    Number(b.kind === 'sourced') - Number(a.kind === 'sourced'));
  const list = html('ul', { class: 'partlist' }, ...order.slice(0, MOST).map((p) => control(p, model)));
  if (order.length <= MOST) return list;
  const rest = html('details', {}, html('summary', {}, `${order.length - MOST} more`),
    html('ul', { class: 'partlist' }, ...order.slice(MOST).map((p) => control(p, model))));
  return html('div', {}, list, rest);
}

export function mountFlow(host: HTMLElement, app: App): void {
  const picture = html('div'), detail = html('div', { class: 'ndet', 'aria-live': 'polite' });
  host.append(html('div', { class: 'hd' }, html('h2', { id: 'flow-h' }, 'How this regime works'),
    html('p', { class: 'small muted' }, 'Orange: share of what passes that is wrong. Choose a part to see what it does.')),
  picture, detail);
  let chart: FlowChart | null = null, drawn = '', chosen: string | null = null, told = '';
  const tell = (): void => {
    const { model } = app.get(), node = model?.flow.nodes.find((n) => n.id === chosen);
    detail.hidden = !node;
    if (!node || !model) return;
    const own = controlsOf(node, model);
    detail.replaceChildren(html('div', {}, html('h3', {}, node.label), html('p', { class: 'muted' }, node.note),
      html('p', {}, node.about)), html('div', {}, html('h3', {}, node.parameters.length ? 'Changed by' : 'Nothing to change'), own));
  };
  const draw = (state: State): void => {
    const { model } = state;
    host.hidden = !model?.flow.nodes.length;
    if (!model || host.hidden) return;
    const key = JSON.stringify([model.flow.nodes.map((n) => [n.id, n.label, n.note]), model.flow.links]);
    if (key !== drawn) {
      drawn = key;
      picture.replaceChildren();
      chart = flow(picture, model.flow.nodes, model.flow.links, { label: `The parts of ${model.title}, from what people do to what follows`,
        choose: (id) => { chosen = id; tell(); } });
      if (chosen && !model.flow.nodes.some((n) => n.id === chosen)) chosen = null;
      if (chosen) chart.choose(chosen);
    }
    const section = sectionOf(state.shown?.report, 'flow');
    chart?.update(section && state.fresh ? flowVolumes(section) : null);
    if (model.hash === told) return; /* a report changes no words: who stands in them keeps the focus */
    told = model.hash;
    tell();
  };
  app.subscribe((now, before) => {
    if (now.model !== before.model || now.shown !== before.shown || now.fresh !== before.fresh) draw(now);
  });
}
