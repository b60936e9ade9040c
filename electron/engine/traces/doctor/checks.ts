import type { DoctorFinding } from '../../../../shared/contract/trace-answers.ts';
import { duration, quantityText } from '../../../../shared/model/format.ts';

interface Check extends Pick<DoctorFinding, 'rule' | 'severity' | 'cure'> {
  /** @param worstNano the largest time that it was off by; 0 where times are not concerned */
  what(worstNano: number): string;
}

const time = (nanos: number) => quantityText(duration(nanos));

/** Everything that is checked span by span, in the order in which findings of one severity are told. */
export const checks = {
  unknownService: {
    rule: 'unknown-service',
    severity: 'error',
    what: () => 'The sender does not say its service.name, so all such senders look like one service.',
    cure: 'Set OTEL_SERVICE_NAME in the process’s environment, or service.name on the SDK’s resource.',
  },
  serverErrorUnmarked: {
    rule: 'status-use',
    severity: 'error',
    what: () =>
      'Server spans answered with HTTP 5xx but their status is not error, so failures are not counted.',
    cure: 'Set the span’s status to error for 5xx answers; current HTTP instrumentations do it by themselves.',
  },
  missingParent: {
    rule: 'missing-parent',
    severity: 'warning',
    what: () => 'Spans name a parent that never arrived, so their traces fall into pieces.',
    cure:
      'Send the caller’s spans to Trivet too (often a proxy, a gateway or a browser that passes traceparent on), and ' +
      'use a parent-based sampler everywhere so that traces are kept or dropped as a whole. A parent that still runs ' +
      'arrives when it ends.',
  },
  clockSkew: {
    rule: 'clock-skew',
    severity: 'warning',
    what: (worst) =>
      `Spans lie up to ${time(worst)} outside the call that made them: the clocks of the two differ.`,
    cure: 'Synchronise the clocks (chrony or NTP); after sleep, restart Docker Desktop’s virtual machine.',
  },
  clientErrorMarked: {
    rule: 'status-use',
    severity: 'warning',
    what: () => 'Server spans answered with HTTP 4xx are marked as errors, although the client was at fault.',
    cure: 'Leave the status of server spans unset for 4xx answers, as OpenTelemetry’s HTTP conventions ask.',
  },
  exceptionUnmarked: {
    rule: 'status-use',
    severity: 'warning',
    what: () => 'Spans recorded an exception but their status is unset, so they do not count as failed.',
    cure: 'Set the status to error where the exception ends the operation; to ok where it was handled.',
  },
  rootEndsEarly: {
    rule: 'root-ends-early',
    severity: 'info',
    what: (worst) =>
      `Root spans ended up to ${time(worst)} before the work below them: their duration says too little.`,
    cure: 'Await the work before the span ends, or give work that goes on alone a trace of its own with a link.',
  },
  descriptionUnused: {
    rule: 'status-use',
    severity: 'info',
    what: () => 'Spans have a status description although they are no errors; exporters drop it.',
    cure: 'Give a description together with the status error only; put other text into an attribute.',
  },
} satisfies Record<string, Check>;

export type CheckName = keyof typeof checks;
