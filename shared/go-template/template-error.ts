/** Why a template cannot be read or carried out; the text is Go's, its place in front of it. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';

  /** @param line from 1 */
  static at(template: string, line: number, message: string): TemplateError {
    return new TemplateError(`template: ${template}:${line}: ${message}`);
  }
}
