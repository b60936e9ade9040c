import { extractedText } from '../pipeline-record.ts';
import type { StageFactory } from '../stage-maker.ts';

/** `labels` and `structured_metadata`: extracted values that are kept under a name. */
export const labels: StageFactory = (section) => {
  const names = section.keys().map((name) => [name, section.string(name) || name] as const);
  return {
    run(record) {
      for (const [name, source] of names) {
        const value = extractedText(record, source);
        if (value === null) continue;
        record.labels.set(name, value);
        if (source !== name) record.used.add(source);
      }
    },
  };
};

export const staticLabels: StageFactory = (section) => {
  const pairs = section.keys().map((name) => [name, section.string(name) ?? ''] as const);
  return {
    run(record) {
      for (const [name, value] of pairs) if (value !== '') record.labels.set(name, value);
    },
  };
};
