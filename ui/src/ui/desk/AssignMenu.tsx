import { Menu, TextInput } from '@mantine/core';
import { IconCheck, IconUserOff } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';

import type { UserRef } from '@/api/types';
import { plural } from '@/lib/format';

import { Face } from '../Face';
import classes from './AssignMenu.module.css';

interface AssignMenuProps {
  people: readonly UserRef[];
  current: UserRef | null;
  /** How many open clients each has, by id, where that is known. */
  load?: ReadonlyMap<string, number> | undefined;
  onAssign: (to: UserRef | null) => void;
  children: ReactNode;
  opened?: boolean;
  onOpenedChange?: (opened: boolean) => void;
}

/** Chooses who works a client: type to narrow, Enter to take. */
export function AssignMenu({ people, current, load, onAssign, children, opened, onOpenedChange }: AssignMenuProps) {
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLocaleLowerCase();
  const fitting = people.filter(({ name, email }) => `${name} ${email}`.toLocaleLowerCase().includes(wanted));
  const choose = (to: UserRef | null) => {
    onAssign(to);
    setFilter('');
  };

  return (
    <Menu
      width={260}
      {...(opened === undefined ? {} : { opened })}
      {...(onOpenedChange ? { onChange: onOpenedChange } : {})}
      onClose={() => setFilter('')}
      position="bottom-start"
    >
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        <TextInput
          aria-label="Find a person"
          placeholder="Find a person"
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
          onKeyDown={(event) => {
            const only = fitting[0];
            if (event.key !== 'Enter' || !only) return;
            event.preventDefault();
            onOpenedChange?.(false);
            choose(only);
          }}
          className={classes['find'] ?? ''}
          data-autofocus
        />
        <div className={classes['people']}>
          {fitting.map((person) => (
            <Menu.Item
              key={person.id}
              leftSection={<Face name={person.name} size={22} />}
              rightSection={
                person.id === current?.id ? (
                  <IconCheck size={16} aria-label="now" />
                ) : (
                  <span className={classes['load']}>{loadOf(load?.get(person.id))}</span>
                )
              }
              onClick={() => choose(person)}
            >
              {person.name}
            </Menu.Item>
          ))}
          {fitting.length === 0 && <p className={classes['none']}>Nobody by that name.</p>}
        </div>
        {current && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconUserOff size={16} aria-hidden="true" />} onClick={() => choose(null)}>
              Take from {current.name}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

const loadOf = (open: number | undefined) => (open === undefined ? '' : plural(open, 'client'));
