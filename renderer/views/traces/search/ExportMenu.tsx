import { Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import {
  type ExportFormat,
  exportFormatInfo,
  exportFormats,
} from '../../../../shared/contract/trace-export.ts';
import { useTraceDownload } from '../../../files/use-trace-download.ts';
import type { TraceFilter } from './use-trace-search.ts';

interface ExportMenuProps {
  /** The search as it is narrowed by the selection. */
  filter: TraceFilter;
  /** Ids of picked traces; with some, only those are exported. */
  picked: string[];
}

/** The traces of the list as a file: those picked, else all that the search and the selection find. */
export function ExportMenu({ filter, picked }: ExportMenuProps) {
  const download = useTraceDownload();
  const [busy, setBusy] = useState(false);
  /** What fails is told where opened files are. */
  async function save(format: ExportFormat): Promise<void> {
    setBusy(true);
    await download({ format, ...(picked.length > 0 ? { traceIds: picked } : { filter }) });
    setBusy(false);
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button
          type="button"
          className="btn icon small quiet"
          disabled={busy}
          title={busy ? 'The file is being made' : 'Download these traces'}
          aria-label="Download these traces"
        >
          <IconDownload size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {picked.length > 0 ? `${picked.length} picked, as a file of` : 'All that is found, as a file of'}
        </Menu.Label>
        {exportFormats.map((format) => (
          <Menu.Item key={format} title={exportFormatInfo[format].losses} onClick={() => void save(format)}>
            {exportFormatInfo[format].label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
