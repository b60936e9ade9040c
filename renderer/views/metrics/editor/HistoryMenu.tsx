import { Menu } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useQueryHistory } from '../../../promql/query-history.ts';

/** What was asked before, newest first. */
export function HistoryMenu({ onTake }: { onTake(query: string): void }) {
  const { queries, forget } = useQueryHistory();
  return (
    <Menu position="bottom-start" width={560} disabled={queries.length === 0}>
      <Menu.Target>
        <button type="button" className="btn small quiet" disabled={queries.length === 0}>
          <IconHistory size={14} /> History
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        {queries.map((query) => (
          <Menu.Item key={query} onClick={() => onTake(query)} title={query}>
            <span className="mono cut" style={{ display: 'block', maxWidth: 520 }}>
              {query}
            </span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={forget}>Forget all of them</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
