import { resolve } from 'node:path';
import type { Command } from 'commander';
import { bytes, quantityText } from '../../../shared/model/format.ts';
import { restoreBackup } from '../../engine/storage/backup/restore.ts';
import { dataDirOf, withEngine } from '../engine-access.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';

export function addBackupCommands(program: Command, { out }: CommandContext): void {
  withCommonOptions(
    program.command('backup <dir>').description('copy everything stored into a directory, while running'),
  ).action(async (dir: string, { data, json }: CommonOptions) => {
    const backup = await withEngine({ data }, ({ client }) =>
      client.call('storage.backup', { path: resolve(dir) }),
    );
    if (json) out.json(backup);
    else out.line(`${backup.path}: ${quantityText(bytes(backup.bytes))}`);
  });

  withCommonOptions(
    program.command('restore <dir>').description('put a backup into a data directory that holds nothing yet'),
  ).action((dir: string, { data, json }: CommonOptions) => {
    const path = dataDirOf(data);
    const { createdMs, version } = restoreBackup(resolve(dir), path);
    const madeAt = new Date(createdMs).toISOString();
    if (json) out.json({ path, createdAt: madeAt, version });
    else out.line(`${path}: restored the backup of ${madeAt}`);
  });
}
