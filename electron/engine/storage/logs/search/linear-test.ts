export { patternTest as linearTest } from '../../../../../shared/log-query/value-test.ts';
