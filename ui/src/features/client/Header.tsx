import { ActionIcon, Button, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { IconArrowLeft, IconDots, IconFileDownload, IconPencil, IconTrash, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';

import { useAssign } from '@/api/mutations';
import { useCan, useDirectory, useMe } from '@/api/session';
import type { Client, UserRef } from '@/api/types';
import { phone } from '@/lib/format';
import { t, words } from '@/lib/i18n';
import { Confirm } from '@/ui/Confirm';
import { AssignMenu } from '@/ui/desk/AssignMenu';
import { assignmentRefused } from '@/ui/desk/overtaken';
import { useHoldsDraft } from '@/ui/drafts';
import { Face } from '@/ui/Face';
import { useShortcuts } from '@/ui/shortcuts';
import { TimeAgo } from '@/ui/TimeAgo';
import { done, failed } from '@/ui/toast';

import { useErase, useSaveFile } from './api';
import { ContactForm } from './ContactForm';
import classes from './Header.module.css';
import { LocalTime } from './LocalTime';
import { UnsavedMark } from './UnsavedMark';

/** Who the client is, how to reach them, and who works them. */
export function Header({ client }: { client: Client }) {
  const may = useCan();
  const router = useRouter();
  const [editing, { open, close }] = useDisclosure();
  const drafted = useHoldsDraft(useMe().id, client.id, 'contact');
  const mayEdit = may('client.edit') || drafted;
  const name = client.name ?? t('Unnamed visitor');
  // A client opened from a link has no list behind it.
  const back = () => {
    if (router.history.canGoBack()) router.history.back();
    else void router.navigate({ to: '/dashboard/' });
  };
  useShortcuts([
    ...(mayEdit ? [{ keys: 'e', label: t('Edit contact details'), group: t('Client'), run: open }] : []),
    { keys: 'Escape', label: t('Back to the list'), group: t('Client'), run: back },
  ]);

  return (
    <header className={classes['header']}>
      <ActionIcon aria-label={t('Back')} onClick={back} className={classes['back'] ?? ''}>
        <IconArrowLeft size={18} aria-hidden="true" />
      </ActionIcon>
      <Face name={client.name} size={40} />
      <div className={classes['who']}>
        <h1>{name}</h1>
        <p className={classes['contact']}>
          {client.email ? <a href={`mailto:${client.email}`}>{client.email}</a> : <span>{t('No email')}</span>}
          {client.phone ? <a href={`tel:${client.phone}`}>{phone(client.phone)}</a> : <span>{t('No phone')}</span>}
          <LocalTime client={client} />
          <span className={classes['since']}>
            {client.captured_at
              ? words('Lead {since}', { since: <TimeAgo at={client.captured_at} lead="for" /> })
              : words('Not a lead yet, here {since}', { since: <TimeAgo at={client.created_at} lead="for" /> })}
          </span>
        </p>
      </div>
      <div className={classes['actions']}>
        {mayEdit && (
          <Button variant="default" className={classes['edit'] ?? ''} leftSection={<IconPencil size={15} aria-hidden="true" />} onClick={open}>
            {t('Edit')}
            {drafted && <UnsavedMark />}
          </Button>
        )}
        <Owner client={client} />
        <MoreMenu client={client} />
      </div>
      <ContactForm client={client} opened={editing} onClose={close} />
    </header>
  );
}

function Owner({ client }: { client: Client }) {
  const may = useCan();
  const people = useDirectory();
  const assign = useAssign(client.id);
  const [opened, setOpened] = useState(false);
  const { assigned_to } = client;
  const allowed = may('client.assign');
  useShortcuts(allowed ? [{ keys: 'a', label: t('Assign'), group: t('Client'), run: () => setOpened(true) }] : []);

  const give = async (to: UserRef | null, from: UserRef | null) => {
    try {
      await assign.mutateAsync({ to, from });
      done(to ? t('Now with {name}', { name: to.name }) : t('No longer assigned'), () => assign.mutateAsync({ to: from, from: to }));
    } catch (error) {
      const what = client.name ?? t('The client');
      assignmentRefused(error, { what, to, people: people.data ?? [], again: (now) => void give(to, now) });
    }
  };
  const face = assigned_to ? <Face name={assigned_to.name} size={20} /> : <IconUserPlus size={15} aria-hidden="true" />;
  if (!allowed) {
    return (
      <span className={classes['owner']}>
        {face} {assigned_to?.name ?? t('Unassigned')}
      </span>
    );
  }
  return (
    <AssignMenu current={assigned_to} clientId={client.id} onAssign={(to) => void give(to, assigned_to)} opened={opened} onOpenedChange={setOpened}>
      <Button variant="default" leftSection={face} onClick={() => setOpened(!opened)} aria-label={assigned_to ? t('Worked by {name}: change', { name: assigned_to.name }) : t('Assign')}>
        {assigned_to?.name ?? t('Assign')}
      </Button>
    </AssignMenu>
  );
}

function MoreMenu({ client }: { client: Client }) {
  const may = useCan();
  const navigate = useNavigate();
  const erase = useErase(client.id);
  const [asking, { open, close }] = useDisclosure();
  const file = useSaveFile(client.id);
  const saveFile = () => {
    if (file.isPending) return;
    file.mutate(client.name ?? t('Unnamed visitor'), {
      onSuccess: (saved) => saved && done(t('The file was saved. It can be printed or sent as it is.')),
      onError: (error) => failed(t('The file was not saved'), error),
    });
  };
  useShortcuts(may('export') ? [{ keys: 'f', label: t('Save the whole file'), group: t('Client'), run: saveFile }] : []);
  if (!may('client.delete') && !may('export')) return null;
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('More')}>
            <IconDots size={18} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {may('export') && (
            <Menu.Item leftSection={<IconFileDownload size={16} />} onClick={saveFile}>
              {t('Save the whole file')}
            </Menu.Item>
          )}
          {may('client.delete') && (
            <Menu.Item leftSection={<IconTrash size={16} />} onClick={open}>
              {t('Erase this client')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={asking}
        onClose={close}
        danger
        title={t('Erase {name}?', { name: client.name ?? t('this client') })}
        action={t('Erase for good')}
        onConfirm={async () => {
          await erase.mutateAsync(client.version);
          done(t('The client was erased.'));
          await navigate({ to: '/dashboard/' });
        }}
      >
        {t('Everything said by this client goes with it: messages, facts, notes and tasks. Only the fact of the erasure stays in the audit log. This cannot be undone.')}
      </Confirm>
    </>
  );
}
