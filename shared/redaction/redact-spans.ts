import type { ScopeSpans, Span } from '../model/span.ts';
import { redactAttributes } from './redact-attributes.ts';
import type { TextRedactor } from './text-redactor.ts';

/** What a span holds of free text beside its name. */
type SpanTexts = Pick<Span, 'attributes' | 'events' | 'links' | 'statusMessage'>;

/** The span with its values, those of its events and links, and its status message cleaned. */
export function redactSpan<T extends SpanTexts>(span: T, redactor: TextRedactor): T {
  return {
    ...span,
    attributes: redactAttributes(span.attributes, redactor),
    events: span.events.map((event) => ({
      ...event,
      attributes: redactAttributes(event.attributes, redactor),
    })),
    links: span.links.map((link) => ({ ...link, attributes: redactAttributes(link.attributes, redactor) })),
    statusMessage: redactor.redact(span.statusMessage),
  };
}

/** The same for all spans of a group, their names, and what they share. */
export function redactScopeSpans(group: ScopeSpans, redactor: TextRedactor): ScopeSpans {
  const { resource, scope, spans } = group;
  return {
    resource: { ...resource, attributes: redactAttributes(resource.attributes, redactor) },
    scope: { ...scope, attributes: redactAttributes(scope.attributes, redactor) },
    spans: spans.map((span) => ({ ...redactSpan(span, redactor), name: redactor.redact(span.name) })),
  };
}
