/* Whom one may look at, by what happened to them; within a kind it is drawn at random. */
import type { People, PersonHead } from './api';

export const CAUSES: Record<string, string> = {
  false_match: 'by error: false match', wrong_person: 'by error: wrong person',
  false_record: 'by error: false record', stale: 'by error: stale', duplicate: 'by error: duplicate',
  association: 'by association', protected: 'for protected conduct', rule_consistent: 'rule-consistent',
};

export type Rung = 'rule' | 'protected' | 'error' | 'association' | 'none';

/** The lane in which a cause first shows. */
export function rungOf(cause: string | null): Rung {
  if (cause === 'rule_consistent') return 'rule';
  if (cause === 'protected' || cause === 'association') return cause;
  return cause !== null && cause in CAUSES ? 'error' : 'none';
}

export interface Kind { id: string; label: string; people: readonly number[] }

const numbers = (heads: readonly PersonHead[]): number[] => heads.map((head) => head.person);

/** The tenth who were wrongly listed for longest at a stretch; one at least. */
function longest(heads: readonly PersonHead[]): number[] {
  const wrongly = heads.filter((head) => head.longest > 0).sort((a, b) => b.longest - a.longest);
  return numbers(wrongly.slice(0, Math.max(1, Math.ceil(wrongly.length / 10))));
}

/** Those that occur, in one order. */
export function kindsOf(people: People): Kind[] {
  const heads = people.people;
  const pick = (fits: (head: PersonHead) => boolean): number[] => numbers(heads.filter(fits));
  const listed = (head: PersonHead): boolean => head.listed_days > 0;
  return [
    { id: 'typical', label: 'listed wrongly: the one in the middle, by days',
      people: people.typical === null ? [] : [people.typical] },
    ...Object.keys(CAUSES).filter((cause) => cause !== 'rule_consistent').map((cause): Kind =>
      ({ id: cause, label: `listed wrongly ${CAUSES[cause]}`, people: pick((head) => head.worst === cause) })),
    { id: 'longest', label: 'listed wrongly for long without a correction', people: longest(heads) },
    { id: 'right', label: 'listed for what they did alone', people: pick((head) => listed(head) && head.wrongful_days === 0) },
    { id: 'refused', label: 'never listed, but refused', people: pick((head) => !listed(head) && head.refusals > 0) },
    { id: 'record', label: 'a wrong record, never listed', people: pick((head) => !listed(head) && head.wrong_records > 0) },
    { id: 'nothing', label: 'never listed, no service refused, no wrong record', people: pick((head) => head.wrong_records === 0 &&
      head.wrongful_days === 0 && head.refusals === 0 && !listed(head)) },
  ].filter((kind) => kind.people.length > 0);
}

/** Somebody of the kind, and another one than `but` where there is one. */
export function drawOne(kind: Kind, but: number | null): number {
  const others = kind.people.filter((person) => person !== but), from = others.length ? others : kind.people;
  return from[Math.floor(Math.random() * from.length)]!;
}
