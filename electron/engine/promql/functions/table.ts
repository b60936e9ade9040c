import type { RangeFunctionEntry } from '../range-call.ts';
import { absentFunctions } from './absent.ts';
import { histogramFunctions } from './histogram.ts';
import { labelFunctions } from './labels.ts';
import { mathFunctions } from './math.ts';
import type { NodeFunction } from './node-function.ts';
import { overTimeFunctions } from './over-time.ts';
import { rateFunctions } from './rate.ts';
import { regressionFunctions } from './regression.ts';
import { scalarFunctions } from './scalars.ts';
import { smoothingFunctions } from './smoothing.ts';
import { sortFunctions } from './sort.ts';
import { timeFunctions } from './time.ts';

/** By name: the functions of a range vector, which see one series after another. */
export const rangeFunctions: ReadonlyMap<string, RangeFunctionEntry> = new Map(
  Object.entries({ ...rateFunctions, ...overTimeFunctions, ...regressionFunctions, ...smoothingFunctions }),
);

/** By name: all others, which see their evaluated arguments. */
export const nodeFunctions: ReadonlyMap<string, NodeFunction> = new Map(
  Object.entries({
    ...mathFunctions,
    ...scalarFunctions,
    ...timeFunctions,
    ...labelFunctions,
    ...absentFunctions,
    ...sortFunctions,
    ...histogramFunctions,
  }),
);
