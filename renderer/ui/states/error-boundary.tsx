import { Component, type ReactNode } from 'react';
import { ErrorPanel } from './error-panel.tsx';

type Props = {
  /** The name of the view, such as "The Logs tab". */
  what: string;
  children: ReactNode;
};

/** Shows an error panel with the stack in place of a view that threw, so that the rest of the window keeps working. */
export class ErrorBoundary extends Component<Props, { raw: string | undefined }> {
  override state: { raw: string | undefined } = { raw: undefined };

  static getDerivedStateFromError(thrown: unknown): { raw: string } {
    return { raw: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) };
  }

  override render() {
    if (this.state.raw === undefined) return this.props.children;
    return (
      <div className="p-4">
        <ErrorPanel
          title={`${this.props.what} stopped working`}
          actions={[{ label: 'Show it again', onSelect: () => this.setState({ raw: undefined }) }]}
          raw={this.state.raw}
          rawLabel="Technical details"
        >
          This is a bug in Bulkhead. Agents are not affected.
        </ErrorPanel>
      </div>
    );
  }
}
