import { TrivetError } from '../../../shared/contract/errors.ts';

/** A query that can be read but not answered, in Prometheus' words. */
export class EvaluationError extends TrivetError {
  constructor(message: string) {
    super('invalid_params', message);
    this.name = 'EvaluationError';
  }
}

export const sameLabelset = (): EvaluationError =>
  new EvaluationError('vector cannot contain metrics with the same labelset');
