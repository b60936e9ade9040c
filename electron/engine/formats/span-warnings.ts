import type { AttributeValue } from '../../../shared/model/attributes.ts';
import { attribute } from '../../../shared/model/attributes.ts';
import { type Span, WARNINGS_ATTRIBUTE } from '../../../shared/model/span.ts';

/** The span with one more warning about it. */
export function withWarning(span: Span, warning: string): Span {
  const before = attribute(span.attributes, WARNINGS_ATTRIBUTE);
  const warnings: AttributeValue[] = Array.isArray(before) ? [...before, warning] : [warning];
  const others = span.attributes.filter(([key]) => key !== WARNINGS_ATTRIBUTE);
  return { ...span, attributes: [...others, [WARNINGS_ATTRIBUTE, warnings]] };
}
