import { Link } from 'wouter';
import { EmptyState } from '../components/EmptyState.tsx';
import { useViewHref } from '../time/url-state.ts';

export function NotFound() {
  const href = useViewHref();
  return (
    <EmptyState title="There is no view at this address">
      <p>
        <Link href={href('/')}>Go to the overview</Link>
      </p>
    </EmptyState>
  );
}
