export * from '../../../../shared/alerts/matchers.ts';
