import type { Labels } from '../../shared/model/series.ts';

/** Whom an alert or a series is about: a name with its own colour. */
export interface AlertSubject {
  name: string;
  /** Whose colour it wears. */
  colour: string;
  /** The label that names it; null where its entity does. */
  label: string | null;
}

interface NamedContainer {
  name: string;
  composeService: string | null;
}

/** Labels that name a service or container, the most telling first. */
const NAMING = [
  'service',
  'service_name',
  'container_label_com_docker_compose_service',
  'container',
  'container_name',
  'name',
  'job',
  'instance',
  'host',
];

/** Null where its labels name nobody. */
export function alertSubject(labels: Labels, container: NamedContainer | null): AlertSubject | null {
  if (container)
    return { name: container.name, colour: container.composeService ?? container.name, label: null };
  const values = new Map(labels);
  for (const label of NAMING) {
    const name = values.get(label);
    if (name) return { name, colour: name, label };
  }
  return null;
}

/** Services that its labels name: what logs and traces of it can be asked by. */
export function namedServices(labels: Labels, container: NamedContainer | null): string[] {
  const values = new Map(labels);
  const named = NAMING.slice(0, -2).flatMap((label) => values.get(label) ?? []);
  const own = container ? [container.composeService ?? container.name] : [];
  return [...new Set([...own, ...named])];
}

const SAID = new Set(['alertname', 'severity']);

/** What containers are labelled with beside their name: true, and of no help in a list. */
const COPIED = /^container_label_|^(id|image)$/;

/** Those that tell alerts apart first, what was copied from a container last. */
export const tellingFirst = (labels: Labels): Labels => [
  ...labels.filter(([name]) => !COPIED.test(name)),
  ...labels.filter(([name]) => COPIED.test(name)),
];

/** What of the labels is not said already by name, severity and subject. */
export function remainingLabels(labels: Labels, subject: AlertSubject | null): Labels {
  const said = new Set([subject?.name, subject?.colour]);
  const ofContainer = subject !== null && subject.label === null;
  return labels.filter(
    ([name, value]) =>
      !(ofContainer && COPIED.test(name)) &&
      !SAID.has(name) &&
      value !== '' &&
      !(NAMING.includes(name) && said.has(value)),
  );
}

export const labelValue = (labels: Labels, name: string): string =>
  labels.find(([label]) => label === name)?.[1] ?? '';
