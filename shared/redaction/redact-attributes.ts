import type { Attributes, AttributeValue } from '../model/attributes.ts';
import type { TextRedactor } from './text-redactor.ts';

/** The texts among the values cleaned, however deep; keys stay. The same list where nothing was found. */
export function redactAttributes(attributes: Attributes, redactor: TextRedactor): Attributes {
  let redacted: Attributes | null = null;
  for (const [i, [key, value]] of attributes.entries()) {
    const clean = redactValue(value, redactor);
    if (clean === value) continue;
    redacted ??= [...attributes];
    redacted[i] = [key, clean];
  }
  return redacted ?? attributes;
}

function redactValue(value: AttributeValue, redactor: TextRedactor): AttributeValue {
  if (typeof value === 'string') return redactor.redact(value);
  if (Array.isArray(value)) {
    const clean = value.map((inner) => redactValue(inner, redactor));
    return clean.some((inner, i) => inner !== value[i]) ? clean : value;
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const pairs = redactAttributes(value.pairs, redactor);
  return pairs === value.pairs ? value : { pairs };
}
