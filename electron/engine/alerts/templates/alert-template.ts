import { Template } from '../../../../shared/go-template/execute.ts';
import { TemplateError } from '../../../../shared/go-template/template-error.ts';
import { prometheusFunctions } from './functions.ts';

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
