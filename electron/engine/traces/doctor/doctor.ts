import type { DoctorFinding } from '../../../../shared/contract/trace-answers.ts';
import { SpanKind, StatusCode } from '../../../../shared/model/span.ts';
import type { SpanFacts } from '../../formats/otlp/span-facts.ts';
import { Findings, inOrder, type SpanPlace } from './findings.ts';
import { isUnknownService, ResourceGaps } from './resources.ts';
import { SpanNames } from './span-names.ts';
import { clockSkew, endsBeforeChildren, type TraceStructure } from './structure.ts';

/** Services told apart; spans of further ones are passed over, and it is said. */
const MOST_SERVICES = 2_000;

export interface ExaminedSpan extends SpanFacts {
  service: string;
  kind: number;
  status: number;
  /** Id of its name. */
  name: number;
  /** What its resource lacks; see resources.ts. */
  missing: readonly string[];
}

export interface ExaminedTrace {
  structure: TraceStructure;
  /** Of each span. */
  services: readonly string[];
  /** 1 where a parent is named that is not in the trace. */
  missingParent: Uint8Array;
  /** False while spans may still arrive: parents arrive after their children. */
  isComplete: boolean;
}

type PlaceOf = () => SpanPlace;

/** Looks at spans one by one and at traces as a whole, and remembers what is wrong, by service. */
export class Doctor {
  readonly #findings = new Findings();
  readonly #names = new SpanNames();
  readonly #gaps = new Map<string, ResourceGaps>();
  overflowed = false;

  get services(): number {
    return this.#gaps.size;
  }

  span(span: ExaminedSpan, place: PlaceOf): void {
    const gaps = this.#gapsOf(span.service);
    if (!gaps) return;
    gaps.add(span.missing, place);
    this.#names.add(span.service, span.name, place);
    this.#findings.of(span.service, 'unknownService').add(isUnknownService(span.service), place);
    this.#status(span, place);
  }

  trace(
    { structure, services, missingParent, isComplete }: ExaminedTrace,
    placeOf: (i: number) => SpanPlace,
  ): void {
    const early = endsBeforeChildren(structure);
    for (let i = 0; i < services.length; i++) {
      const service = services[i]!;
      if (!this.#gaps.has(service)) continue;
      const place = () => placeOf(i);
      const isOrphan = missingParent[i] === 1;
      if (structure.parent[i]! >= 0) {
        const skew = clockSkew(structure, i);
        this.#findings.of(service, 'clockSkew').add(skew > 0, place, skew);
      } else if (isComplete && !isOrphan) {
        this.#findings.of(service, 'rootEndsEarly').add(early[i]! > 0, place, early[i]!);
      }
      if (isComplete && (isOrphan || structure.parent[i]! >= 0)) {
        this.#findings.of(service, 'missingParent').add(isOrphan, place);
      }
    }
  }

  /** Worst first. */
  findings(nameText: (name: number) => string): DoctorFinding[] {
    const gaps = [...this.#gaps].flatMap(([service, own]) => own.findings(service));
    return [...this.#findings.list(), ...this.#names.findings(nameText), ...gaps].sort(inOrder);
  }

  #status(
    { service, kind, status, httpStatus, hasException, hasDescription }: ExaminedSpan,
    place: PlaceOf,
  ): void {
    const isError = status === StatusCode.error;
    if (kind === SpanKind.server && httpStatus >= 500) {
      this.#findings.of(service, 'serverErrorUnmarked').add(!isError, place);
    } else if (kind === SpanKind.server && httpStatus >= 400) {
      this.#findings.of(service, 'clientErrorMarked').add(isError, place);
    }
    if (hasException) this.#findings.of(service, 'exceptionUnmarked').add(status === StatusCode.unset, place);
    if (hasDescription) this.#findings.of(service, 'descriptionUnused').add(!isError, place);
  }

  #gapsOf(service: string): ResourceGaps | null {
    let gaps = this.#gaps.get(service);
    if (!gaps) {
      if (this.#gaps.size >= MOST_SERVICES) {
        this.overflowed = true;
        return null;
      }
      gaps = new ResourceGaps();
      this.#gaps.set(service, gaps);
    }
    return gaps;
  }
}
