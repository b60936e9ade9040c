import { type Attributes, type AttributeValue, attribute, attributeText } from '../model/attributes.ts';

const LONGEST = 8192;
/** `{Name}`, `{@Name}`, `{Name:0.00}`, `{Name,10}` (messagetemplates.org); `{{` and `}}` are braces. */
const HOLE = /\{\{|\}\}|\{[@$]?(\w{1,64})(?:,-?\d{1,3})?(?::([^{}]{1,32}))?\}/g;

/** A message template with its properties filled in; a hole without a property stays as it is. */
export function renderTemplate(template: string, properties: Attributes): string {
  if (template.length > LONGEST) return template;
  return template.replace(HOLE, (hole: string, name: string | undefined, format: string | undefined) => {
    if (name === undefined) return hole === '{{' ? '{' : '}';
    const value = attribute(properties, name);
    return value === undefined ? hole : formatted(value, format);
  });
}

/** Decimals as .NET's custom numeric formats (`0.000`) and its F and N specifiers say; others are left out. */
function formatted(value: AttributeValue, format: string | undefined): string {
  if (typeof value !== 'number' || format === undefined) return attributeText(value);
  const custom = /^[0#,]*0(?:\.([0#]+))?$/.exec(format);
  const standard = /^[FN](\d{0,2})$/i.exec(format);
  if (!custom && !standard) return attributeText(value);
  return value.toFixed(Math.min(20, custom ? (custom[1]?.length ?? 0) : Number(standard?.[1] || 2)));
}
