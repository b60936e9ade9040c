import type { DoctorFinding } from '../../../../shared/contract/trace-answers.ts';
import { type CheckName, checks } from './checks.ts';

const MOST_EXAMPLES = 5;

export interface SpanPlace {
  traceId: string;
  spanId: string;
}

/** How often something was looked at in one service, and how often it was wrong. */
export class Occurrences {
  of = 0;
  count = 0;
  worstNano = 0;
  readonly examples: SpanPlace[] = [];

  add(isWrong: boolean, place: () => SpanPlace, offNano = 0): void {
    this.of++;
    if (!isWrong) return;
    this.count++;
    this.worstNano = Math.max(this.worstNano, offNano);
    if (this.examples.length < MOST_EXAMPLES) this.examples.push(place());
  }
}

/** Occurrences by check and service. */
export class Findings {
  readonly #byService = new Map<string, Map<CheckName, Occurrences>>();

  /** Of one service; may be kept. */
  of(service: string, check: CheckName): Occurrences {
    let checked = this.#byService.get(service);
    if (!checked) {
      checked = new Map();
      this.#byService.set(service, checked);
    }
    let occurrences = checked.get(check);
    if (!occurrences) {
      occurrences = new Occurrences();
      checked.set(check, occurrences);
    }
    return occurrences;
  }

  list(): DoctorFinding[] {
    return [...this.#byService].flatMap(([service, checked]) =>
      [...checked]
        .filter(([, { count }]) => count > 0)
        .map(([name, { count, of, worstNano, examples }]) => {
          const { rule, severity, what, cure } = checks[name];
          return { rule, severity, service, count, of, what: what(worstNano), cure, examples };
        }),
    );
  }
}

const severities = ['error', 'warning', 'info'];

/** Worst first, then by rule, then where most is concerned. */
export const inOrder = (a: DoctorFinding, b: DoctorFinding): number =>
  severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
  a.rule.localeCompare(b.rule) ||
  b.count - a.count ||
  a.service.localeCompare(b.service);
