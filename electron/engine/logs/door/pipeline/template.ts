import { Template as GoTemplate } from '../../../../../shared/go-template/execute.ts';
import { TemplateError } from '../../../../../shared/go-template/template-error.ts';
import { GoMap, type GoValue } from '../../../../../shared/go-template/values.ts';
import { templateFunctions } from './template-functions.ts';

/** Fills in a template with what was extracted; null where its values are none that it can be filled in with. */
export type Template = (fields: Iterable<readonly [string, GoValue]>) => string | null;

const LIMITS = { output: 256 * 1024, steps: 10_000, depth: 10 };

/** @throws TemplateError where and why it cannot be read */
export function parseTemplate(text: string): Template {
  const template = new GoTemplate(text, 'template', templateFunctions);
  return (fields) => {
    try {
      return template.execute(new GoMap(fields, ''), LIMITS);
    } catch (error) {
      if (error instanceof TemplateError) return null;
      throw error;
    }
  };
}
