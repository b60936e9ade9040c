import { Component, type ReactNode } from 'react';
import { ErrorNote } from '../components/ErrorNote.tsx';

interface ViewBoundaryProps {
  children: ReactNode;
  /** Another address is another chance. */
  resetKey: string;
  /** Shows nothing in place of a part that lies over the views: they say more than its error. */
  quiet?: boolean;
}

interface ViewBoundaryState {
  error: Error | null;
  resetKey: string;
}

/** A view that throws shows its error in place; the shell and the other views go on. */
export class ViewBoundary extends Component<ViewBoundaryProps, ViewBoundaryState> {
  override state: ViewBoundaryState = { error: null, resetKey: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Partial<ViewBoundaryState> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps(
    props: ViewBoundaryProps,
    state: ViewBoundaryState,
  ): Partial<ViewBoundaryState> | null {
    return props.resetKey === state.resetKey ? null : { error: null, resetKey: props.resetKey };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    if (this.props.quiet) return null;
    return <ErrorNote error={error} what="This view failed" onRetry={() => this.setState({ error: null })} />;
  }
}
