import type { DoctorFinding } from '../../../../shared/contract/trace-answers.ts';
import { count } from '../../../../shared/model/format.ts';
import { inOrder, type SpanPlace } from './findings.ts';

/** Names remembered of one service; further ones are counted as names all the same. */
const MOST_NAMES = 5_000;
/** So many names that differ in ids only are no coincidence. */
const ALIKE_FROM = 20;
const MOST_EXAMPLES = 5;

/** UUIDs, hex of eight and more digits with a digit among them, and numbers. */
const IDS = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}|\b(?=[a-f]*\d)[\da-f]{8,}\b|\d+/gi;

/** The name without the ids in it. */
export const nameTemplate = (name: string): string => name.replace(IDS, '{id}');

/** The distinct span names of each service, by the ids of the names. */
export class SpanNames {
  readonly #services = new Map<string, Map<number, SpanPlace>>();

  add(service: string, name: number, place: () => SpanPlace): void {
    let names = this.#services.get(service);
    if (!names) {
      names = new Map();
      this.#services.set(service, names);
    }
    if (names.size < MOST_NAMES && !names.has(name)) names.set(name, place());
  }

  findings(textOf: (name: number) => string): DoctorFinding[] {
    return [...this.#services].flatMap(([service, names]) => finding(service, names, textOf)).sort(inOrder);
  }
}

function finding(
  service: string,
  names: ReadonlyMap<number, SpanPlace>,
  textOf: (name: number) => string,
): DoctorFinding[] {
  const groups = new Map<string, { name: number; place: SpanPlace }[]>();
  for (const [name, place] of names) {
    const template = nameTemplate(textOf(name));
    const group = groups.get(template);
    if (group) group.push({ name, place });
    else groups.set(template, [{ name, place }]);
  }
  const alike = [...groups].filter(([, group]) => group.length >= ALIKE_FROM);
  const [largest] = alike.sort(([, a], [, b]) => b.length - a.length);
  if (!largest) return [];
  const [template, group] = largest;
  return [
    {
      rule: 'span-name-cardinality',
      severity: 'warning',
      service,
      count: alike.reduce((sum, [, members]) => sum + members.length, 0),
      of: names.size,
      what: `Span names hold ids: “${textOf(group[0]!.name)}” and ${count(group.length - 1)} more like it.`,
      cure: `Name the span by its route or template (“${template}”) and put the id into an attribute.`,
      examples: group.slice(0, MOST_EXAMPLES).map(({ place }) => place),
    },
  ];
}
