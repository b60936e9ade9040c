import { useParams } from 'wouter';
import { TracePage } from './trace/TracePage.tsx';

/** `/traces/:traceId` */
export default function TraceRoute() {
  const { traceId = '' } = useParams();
  return <TracePage traceId={traceId.toLowerCase().padStart(32, '0')} />;
}
