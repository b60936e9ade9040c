import { useEffect, useState } from 'react';
import { useClient } from '../../connection/ConnectionProvider.tsx';
import { pageTitle } from './telling.ts';

/** Firing alerts, also while the page is hidden, when the title is all of it that is seen. */
function useFiring(): number {
  const client = useClient();
  const [firing, setFiring] = useState(0);
  useEffect(() => {
    if (!client) return;
    const subscription = client.subscribe(
      'app.status',
      {},
      { event: ({ alerts }) => setFiring(alerts.firing) },
    );
    return () => {
      subscription.dispose();
      setFiring(0);
    };
  }, [client]);
  return firing;
}

/** Names the view in the page's title, with the number of firing alerts before it and a mark on the icon. */
export function usePageTitle(view: string | undefined): void {
  const firing = useFiring();
  useEffect(() => {
    document.title = pageTitle(view, firing);
  }, [view, firing]);
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    const wanted = firing > 0 ? '/icon-firing.svg' : '/icon.svg';
    if (icon && icon.getAttribute('href') !== wanted) icon.setAttribute('href', wanted);
  }, [firing]);
}
