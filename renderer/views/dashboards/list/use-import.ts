import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useLocation } from 'wouter';
import { useAction } from '../../../connection/use-call.ts';
import { useViewHref } from '../../../time/url-state.ts';

/** Makes dashboards of files; one alone is opened, with what could not be brought over. */
export function useImport(): (files: File[]) => Promise<void> {
  const { mutateAsync } = useAction('dashboards.import', ['dashboards.list']);
  const [, navigate] = useLocation();
  const href = useViewHref();
  return useCallback(
    async (files) => {
      for (const file of files) {
        try {
          const { summary, notes } = await mutateAsync({ json: await file.text() });
          const path = `/dashboards/${encodeURIComponent(summary.id)}`;
          if (files.length === 1) return navigate(href(path, notes.length > 0 ? { imported: '1' } : {}));
          notifications.show({
            message: `${summary.title}: ${summary.panels} panels${notes.length > 0 ? `, ${notes.length} notes` : ''}`,
          });
        } catch (error) {
          notifications.show({
            color: 'red',
            title: `${file.name} was not imported`,
            message: (error as Error).message,
          });
        }
      }
    },
    [mutateAsync, navigate, href],
  );
}
