import { Template } from '../../../../shared/go-template/execute.ts';
import { TemplateError } from '../../../../shared/go-template/template-error.ts';
import { GoMap, struct } from '../../../../shared/go-template/values.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import { prometheusFunctions, type TemplateSurroundings } from './functions.ts';

/** The variables that Prometheus gives to every template of a rule. */
const VARIABLES =
  '{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}';

/** What is wrong with the template of an alert's label or annotation, in Go's words; null where it can be read. */
export function templateFault(alert: string, text: string): string | null {
  try {
    new Template(VARIABLES + text, `__alert_${alert}`, nowhere);
    return null;
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
}

/** For templates that are only read. */
const nowhere = prometheusFunctions({ query: () => [], nowSeconds: 0, externalUrl: '' });

export interface AlertSurroundings extends TemplateSurroundings {
  externalLabels: ReadonlyMap<string, string>;
}

/**
 * What a template of an alert's label or annotation gives for a sample. What goes wrong stands in the text, as
 * Prometheus has it: an alert is told all the same.
 */
export function expandAlertTemplate(
  alert: string,
  around: AlertSurroundings,
): (text: string, labels: Labels, value: number) => string {
  const functions = prometheusFunctions(around);
  const name = `__alert_${alert}`;
  const known = new Map<string, Template>();
  const read = (text: string) => {
    let template = known.get(text);
    if (!template) {
      template = new Template(VARIABLES + text, name, functions);
      known.set(text, template);
    }
    return template;
  };
  return (text, labels, value) => {
    if (!text.includes('{{')) return text;
    try {
      const data = struct({
        Labels: new GoMap(labels, ''),
        ExternalLabels: new GoMap(around.externalLabels, ''),
        ExternalURL: around.externalUrl,
        Value: value,
      });
      return read(text).execute(data);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return `<error expanding template: error executing template ${name}: ${error.message}>`;
    }
  };
}
