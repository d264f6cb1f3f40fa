/* Every chart by the name that a section of a report gives it. */
import type { Report, Section } from '../data';
import { downloads } from '../downloads';
import { buildup } from './buildup';
import { flowSection } from './flow';
import { ladder } from './ladder';
import { lifted } from './lifted';
import { copies, foretold, gain, lending, recourse, visits } from './mechanisms';
import { denied, groups, safeguards, sensors, sure } from './rest';
import { conclusions, fit, front, morris, published, sobol, spread, targets } from './study';
import { sweep } from './sweep';

export type Chart = (host: HTMLElement, section: Section, report: Report) => void;

export const CHARTS: Readonly<Record<string, Chart>> = {
  flow: flowSection, ladder: (host, section) => ladder(host, section), buildup: (host, section) => buildup(host, section),
  groups: (host, section) => groups(host, section),
  sensors, visits, foretold, lending, gain, lifted, denied, recourse, safeguards, sure,
  copies, published,
  sweep, morris, sobol, spread, conclusions, front, fit, targets,
  downloads: (host, _section, report) => downloads(host, report),
};
