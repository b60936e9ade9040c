import { type AttributeValue, attributeText } from '../../../../../shared/model/attributes.ts';

/** Longer values are offered by nobody, and told apart by their beginning. */
const LONGEST_VALUE = 256;

/** The texts by which a field's value is asked for: of a list each element. */
export function valueTexts(value: AttributeValue): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.map((one) => {
    const text = attributeText(one);
    return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
  });
}
