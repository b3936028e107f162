import { useShallow } from 'zustand/react/shallow';
import type { AgentStatus } from '../../electron/contract/agent.ts';
import { usableTypes } from '../agents/agent-type.ts';
import { selectAgentTypes } from '../store/slices/agent-types-slice.ts';
import { useStore } from '../store/store.ts';
import { Select } from '../ui/fields/select.tsx';
import { statusLabel } from '../ui/states/status-dot.tsx';
import { type FleetFilter, tagsOf } from './fleet-view.ts';

/** The value for "all". Radix allows no empty value, and no tag can equal this one. */
const ALL = ' all';

const statuses = Object.keys(statusLabel) as AgentStatus[];

/** Filters the fleet by status, type and tag. */
export function FleetFilters(props: { filter: FleetFilter; onFilterChange: (filter: FleetFilter) => void }) {
  const { filter, onFilterChange } = props;
  const types = useStore(selectAgentTypes);
  const tags = useStore(useShallow((state) => tagsOf(Object.values(state.agentsById))));
  return (
    <div className="flex gap-2">
      <Choice
        label="Status"
        all="Any status"
        value={filter.status}
        options={statuses.map((value) => ({ value, label: statusLabel[value] }))}
        onChange={(status) => onFilterChange({ ...filter, status })}
      />
      <Choice
        label="Type"
        all="Any type"
        value={filter.type}
        options={usableTypes(types).map(({ id, label }) => ({ value: id, label }))}
        onChange={(type) => onFilterChange({ ...filter, type })}
      />
      {tags.length > 0 && (
        <Choice
          label="Tag"
          all="Any tag"
          value={filter.tag}
          options={tags.map((value) => ({ value, label: value }))}
          onChange={(tag) => onFilterChange({ ...filter, tag })}
        />
      )}
    </div>
  );
}

function Choice<V extends string>(props: {
  label: string;
  all: string;
  value: V | null;
  options: readonly { value: V; label: string }[];
  onChange: (value: V | null) => void;
}) {
  return (
    <Select
      label={props.label}
      labelHidden
      className="w-32"
      value={props.value ?? ALL}
      options={[{ value: ALL, label: props.all }, ...props.options]}
      onValueChange={(value) =>
        props.onChange(props.options.find((option) => option.value === value)?.value ?? null)
      }
    />
  );
}
