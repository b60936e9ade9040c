import type { ExportFormat } from '../../../../shared/contract/trace-export.ts';
import { hex } from '../../../../shared/model/attributes.ts';
import type { ScopeSpans } from '../../../../shared/model/span.ts';
import { redactScopeSpans } from '../../../../shared/redaction/redact-spans.ts';
import { type RedactionRules, TextRedactor } from '../../../../shared/redaction/text-redactor.ts';
import { documentTexts } from '../../formats/trace-text.ts';
import type { StatementCache } from '../session.ts';
import { traceSpanSlices } from './span-detail.ts';
import { spanKeys } from './spans.ts';
import { findTrace } from './trace-rows.ts';

export interface ExportTrace {
  traceId: string;
  format: ExportFormat;
  /** Only these spans. */
  spanIds?: readonly string[] | undefined;
  /** And all below them. */
  subtree?: boolean | undefined;
  /** What is replaced by marks in values, names and messages. */
  redaction?: RedactionRules | null | undefined;
}

/** Spans that are written at a time: a piece of text has about as many KiB. */
const SPANS_A_PIECE = 500;

/**
 * A trace as its part of a document of the format, in pieces, so that its size costs no memory; it is written here,
 * away from what receives. Answers false when it is not stored.
 */
export function* exportTrace(
  session: StatementCache,
  { traceId, format, spanIds, subtree = false, redaction }: ExportTrace,
): Generator<string | undefined, boolean, void> {
  const trace = findTrace(session, traceId);
  if (!trace) return false;
  const wanted = spanIds && (yield* selected(session, trace.no, new Set(spanIds), subtree));
  const text = documentTexts[format].trace(traceId);
  const redactor = redaction ? new TextRedactor(redaction) : null;
  let before = text.start();
  for (const slice of traceSpanSlices(session, { no: trace.no, traceId })) {
    for (const piece of pieces(wanted ? slice.map((group) => only(group, wanted)) : slice)) {
      const spans = text.spans(redactor ? piece.map((group) => redactScopeSpans(group, redactor)) : piece);
      if (spans === '') continue;
      yield before + spans;
      before = ',';
    }
    yield;
  }
  const end = (before === ',' ? '' : before) + text.end();
  if (end !== '') yield end;
  return true;
}

const only = (group: ScopeSpans, wanted: ReadonlySet<string>): ScopeSpans => ({
  ...group,
  spans: group.spans.filter(({ spanId }) => wanted.has(spanId)),
});

/** The groups cut so that none of the pieces holds many spans. */
function* pieces(groups: readonly ScopeSpans[]): Generator<ScopeSpans[], void, void> {
  let piece: ScopeSpans[] = [];
  let room = SPANS_A_PIECE;
  for (const group of groups) {
    for (let from = 0; from < group.spans.length; ) {
      const spans = group.spans.slice(from, from + room);
      piece.push({ ...group, spans });
      from += spans.length;
      room -= spans.length;
      if (room > 0) continue;
      yield piece;
      piece = [];
      room = SPANS_A_PIECE;
    }
  }
  if (piece.length > 0) yield piece;
}

/** The spans named, with `subtree` grown by their children until nothing is added. */
function* selected(
  session: StatementCache,
  no: bigint,
  roots: ReadonlySet<string>,
  subtree: boolean,
): Generator<undefined, ReadonlySet<string>, void> {
  if (!subtree) return roots;
  const children = new Map<string, string[]>();
  for (const rows of spanKeys(session, no, 0n)) {
    for (const { span_id, parent_id } of rows) {
      const parent = hex(parent_id);
      const siblings = children.get(parent);
      if (siblings) siblings.push(hex(span_id));
      else children.set(parent, [hex(span_id)]);
    }
    yield;
  }
  const wanted = new Set(roots);
  const open = [...roots];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const child of children.get(id) ?? []) {
      if (wanted.has(child)) continue;
      wanted.add(child);
      open.push(child);
    }
  }
  return wanted;
}
