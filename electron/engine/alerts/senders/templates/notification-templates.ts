import { basename } from 'node:path';
import type { Templates } from '../../../../../shared/go-template/ast.ts';
import { addTemplates, Template, type TemplateLimits } from '../../../../../shared/go-template/execute.ts';
import { HtmlWriter } from '../../../../../shared/go-template/html-writer.ts';
import { TemplateError } from '../../../../../shared/go-template/template-error.ts';
import type { GoMap } from '../../../../../shared/go-template/values.ts';
import { defaultTemplates } from './default-templates.ts';
import { notificationFunctions } from './notification-functions.ts';

export interface TemplateText {
  path: string;
  text: string;
}

/** Of one text: more than any receiver takes. */
const LIMITS = { output: 1_000_000, steps: 200_000, depth: 100 };
/** Steps end what is endless long before; this is for patterns over large texts, on machines that are busy too. */
const LONGEST_MS = 3_000;

let standard: Templates | undefined;

/** The templates of notifications: those that are always there, and over them those of files. */
export class NotificationTemplates {
  readonly #templates: Templates;

  /** @throws TemplateError with the file's name where one cannot be read */
  constructor(files: readonly TemplateText[]) {
    const functions = notificationFunctions(0);
    standard ??= new Template(defaultTemplates, '', functions).templates;
    this.#templates = new Map(standard);
    for (const { path, text } of files) {
      addTemplates(this.#templates, new Template(text, basename(path), functions).templates);
    }
  }

  /** @throws TemplateError where it cannot be read or carried out, also when it is without end */
  text(text: string, data: GoMap, nowMs: number): string {
    return this.#execute(text, data, nowMs, undefined);
  }

  /** As text(), with values escaped for where in HTML they stand. */
  html(text: string, data: GoMap, nowMs: number): string {
    return this.#execute(text, data, nowMs, new HtmlWriter());
  }

  #execute(text: string, data: GoMap, nowMs: number, writer: HtmlWriter | undefined): string {
    if (text === '' || (!writer && !text.includes('{{'))) return text;
    try {
      const template = new Template(text, '', notificationFunctions(nowMs), this.#templates);
      return template.execute(data, limits(), writer);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new TemplateError('template: too much within each other');
    }
  }
}

function limits(): TemplateLimits {
  const until = performance.now() + LONGEST_MS;
  return { ...LIMITS, isLate: () => performance.now() > until };
}
