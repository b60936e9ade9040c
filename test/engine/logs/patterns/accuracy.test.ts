import { describe, expect, it } from 'vitest';
import { groupFile, groupingAccuracy } from '../../../bench/grouping.ts';
import { groupedFiles } from '../../../bench/log-groups.ts';
import { hasCorpus } from '../../../corpus.ts';

describe('grouping accuracy', () => {
  it('is the share of lines whose whole group is right', () => {
    expect(groupingAccuracy([1, 1, 2, 2, 3], ['a', 'a', 'b', 'b', 'c'])).toBe(1);
    expect(groupingAccuracy([1, 1, 2, 2, 3], ['a', 'a', 'b', 'c', 'd'])).toBe(0.6);
    expect(groupingAccuracy([1, 1, 2, 2, 3], ['a', 'a', 'a', 'a', 'd'])).toBe(0.2);
  });
});

describe.skipIf(!hasCorpus)(
  'lines of real files, read and grouped without being told anything of them',
  () => {
    const files = groupedFiles.map((file) => ({ ...groupFile(file), file }));

    // Statements of the file, templates found for it, and the share of its lines that are grouped rightly.
    it.each([
      ['Apache', 6, 6, 1],
      ['HDFS', 14, 14, 1],
      ['Linux', 118, 114, 0.75],
      ['OpenSSH', 27, 24, 0.92],
      ['Zookeeper', 50, 52, 0.98],
      ['kafka.txt', 11, 15, 0.97],
      ['kubernetes.txt', 17, 17, 1],
      ['drone-json.txt', 6, 6, 1],
      ['ingester-logfmt.txt', 3, 3, 1],
    ])('of %s are grouped as the statements that wrote them', (name, statements, templates, accuracy) => {
      const grouped = files.find(({ file }) => file.name === name);
      expect(grouped?.file.groups).toHaveLength(statements);
      expect(grouped?.templates).toBe(templates);
      expect(groupingAccuracy(grouped?.truth ?? [], grouped?.found ?? [])).toBeGreaterThanOrEqual(accuracy);
    });

    it('reach 0.85 in the mean of the benchmark files', () => {
      const scores = files
        .filter(({ file }) => file.isBenchmark)
        .map(({ truth, found }) => groupingAccuracy(truth, found));
      expect(scores).toHaveLength(5);
      expect(scores.reduce((sum, score) => sum + score, 0) / scores.length).toBeGreaterThanOrEqual(0.85);
    });
  },
);
