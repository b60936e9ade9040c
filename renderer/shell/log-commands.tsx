import type { SpotlightActionData } from '@mantine/spotlight';
import { IconAlignLeft, IconBookmark } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { useCall } from '../connection/use-call.ts';
import { useViewHref } from '../time/url-state.ts';

const PLACES: [id: string, label: string, own: Record<string, string>][] = [
  ['errors', 'Errors in logs', { q: 'level>=error' }],
  ['patterns', 'Patterns of logs, new ones first', { patterns: '1' }],
];

/** Ways to look at logs, and the searches that were given a name. */
export function useLogCommands(): SpotlightActionData[] {
  const [, navigate] = useLocation();
  const href = useViewHref();
  const settings = useCall('settings.get', {}, { staleMs: 30_000 });
  const action = (id: string, label: string, own: Record<string, string>) => ({
    id: `logs-${id}`,
    label,
    leftSection: <IconAlignLeft size={14} />,
    onClick: () => navigate(href('/logs', own)),
  });
  return [
    ...PLACES.map((place) => action(...place)),
    ...(settings.data?.settings.logs.searches ?? []).map(({ name, query }) => ({
      ...action(`saved-${name}`, name, { q: query }),
      description: query,
      leftSection: <IconBookmark size={14} />,
    })),
  ];
}
