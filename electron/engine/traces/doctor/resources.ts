import type { DoctorFinding } from '../../../../shared/contract/trace-answers.ts';
import type { Attributes } from '../../../../shared/model/attributes.ts';
import { count } from '../../../../shared/model/format.ts';
import type { SpanPlace } from './findings.ts';

/** Names that SDKs give a service that was given none: `unknown_service`, `unknown_service:node`. */
export const isUnknownService = (service: string): boolean => /^unknown_service(:|$)/.test(service);

interface Wanted {
  /** What is told as missing when none of the keys is there. */
  name: string;
  keys: string[];
  why: string;
}

/** Of OpenTelemetry's resource conventions, what makes answers possible. */
const wanted: Wanted[] = [
  { name: 'service.version', keys: ['service.version'], why: 'releases cannot be compared' },
  {
    name: 'service.instance.id',
    keys: ['service.instance.id', 'k8s.pod.name', 'k8s.pod.uid'],
    why: 'replicas cannot be told apart',
  },
  {
    name: 'deployment.environment.name',
    keys: ['deployment.environment.name', 'deployment.environment'],
    why: 'test and production mix',
  },
  {
    name: 'host.name or container.id',
    keys: ['host.name', 'host.id', 'container.id', 'k8s.pod.name'],
    why: 'spans cannot be tied to their container',
  },
];

/** Names of what the resource lacks. */
export function missingOf(attributes: Attributes): string[] {
  const keys = new Set(attributes.map(([key]) => key));
  return wanted.filter((one) => !one.keys.some((key) => keys.has(key))).map(({ name }) => name);
}

/** What the resources of one service lack, by span. */
export class ResourceGaps {
  readonly #missing = new Map<string, number>();
  readonly #examples: SpanPlace[] = [];
  #spans = 0;
  #incomplete = 0;

  add(missing: readonly string[], place: () => SpanPlace): void {
    this.#spans++;
    if (missing.length === 0) return;
    this.#incomplete++;
    for (const name of missing) this.#missing.set(name, (this.#missing.get(name) ?? 0) + 1);
    if (this.#examples.length < 5) this.#examples.push(place());
  }

  findings(service: string): DoctorFinding[] {
    if (this.#incomplete === 0) return [];
    const missing = wanted.flatMap(({ name, why }) => {
      const spans = this.#missing.get(name) ?? 0;
      const some = spans < this.#spans ? ` on ${count(spans)} ${spans === 1 ? 'span' : 'spans'}` : '';
      return spans > 0 ? [{ name, text: `${name}${some} (${why})` }] : [];
    });
    const pairs = missing.map(({ name }) => `${name.replace(/ or .*/, '')}=…`).join(',');
    return [
      {
        rule: 'missing-resource',
        severity: 'info',
        service,
        count: this.#incomplete,
        of: this.#spans,
        what: `The resource lacks ${missing.map(({ text }) => text).join(', ')}.`,
        cure: `Set OTEL_RESOURCE_ATTRIBUTES=${pairs}, or switch on the SDK’s host and container detectors.`,
        examples: this.#examples,
      },
    ];
  }
}
