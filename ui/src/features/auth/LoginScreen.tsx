import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

import { login } from '@/api/auth';
import { keys } from '@/api/keys';
import { homeOf } from '@/api/session';
import { t } from '@/lib/i18n';
import { safeNext } from '@/lib/safe-next';
import { FieldErrors, RequestProblem } from '@/transport';
import { Entrance, EntranceForm, EntranceNote, EntranceProblem } from '@/ui/Entrance';
import { useTitle } from '@/ui/Page';
import { failureText } from '@/ui/states';
import { withdrawAll } from '@/ui/toast';

import { useCountdown } from './useCountdown';

/** The way in. Says beside each field what is wrong with it, and how long to wait after too many tries. */
export function LoginScreen() {
  const { next, ended } = useSearch({ from: '/dashboard/login' });
  const cache = useQueryClient();
  const router = useRouter();
  const navigate = useNavigate();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [wait, startWait] = useCountdown();
  useTitle(t('Log in'));
  // What the last user saw must not be seen by the next one.
  useEffect(() => cache.clear(), [cache]);

  const submit = async () => {
    const missing = {
      ...(email.trim() ? {} : { email: t('Enter your email address.') }),
      ...(password ? {} : { password: t('Enter your password.') }),
    };
    setErrors(missing);
    setProblem(null);
    if (Object.keys(missing).length > 0 || wait > 0) return;
    setBusy(true);
    try {
      const user = await login(email.trim(), password);
      // What is still told is about the login before.
      withdrawAll();
      cache.setQueryData(keys.me, user);
      const goal = safeNext(next, window.location.origin);
      // Back must not lead to the login again.
      if (goal) router.history.replace(goal);
      else await navigate({ to: homeOf(user), replace: true });
    } catch (error) {
      setBusy(false);
      if (error instanceof FieldErrors) setErrors(error.fields);
      if (error instanceof RequestProblem && error.status === 429) startWait(error.retryAfterSeconds ?? 60);
      else setProblem(error instanceof FieldErrors && !error.other ? null : failureText(error));
    }
  };

  return (
    <Entrance title={t('Log in to Rivo')}>
      <EntranceForm onSubmit={() => void submit()}>
        {ended && !problem && <EntranceNote>{t('Your session ended. Log in to go on where you were.')}</EntranceNote>}
        {(problem ?? (wait > 0 || null)) && (
          <EntranceProblem>{wait > 0 ? t('Too many tries. Try again in {wait} s.', { wait }) : problem}</EntranceProblem>
        )}
        <TextInput
          label={t('Email')}
          type="email"
          name="email"
          autoComplete="username"
          size="md"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={errors['email']}
          autoFocus
        />
        <PasswordInput
          label={t('Password')}
          name="password"
          autoComplete="current-password"
          size="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={errors['password']}
          visibilityToggleButtonProps={{ 'aria-label': t('Show the password'), tabIndex: 0 }}
        />
        <Button type="submit" size="md" fullWidth loading={busy} disabled={wait > 0}>
          {wait > 0 ? t('Wait {wait} s', { wait }) : t('Log in')}
        </Button>
      </EntranceForm>
    </Entrance>
  );
}
