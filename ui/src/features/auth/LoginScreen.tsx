import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useState, type SyntheticEvent } from 'react';

import { login } from '@/api/auth';
import { keys } from '@/api/keys';
import { homeOf } from '@/api/session';
import { safeNext } from '@/lib/safe-next';
import { FieldErrors, RequestProblem } from '@/transport';
import { Logo } from '@/ui/Logo';
import { useTitle } from '@/ui/Page';
import { failureText } from '@/ui/states';

import classes from './LoginScreen.module.css';
import { River } from './River';
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
  useTitle('Log in');
  // What the last user saw must not be seen by the next one.
  useEffect(() => cache.clear(), [cache]);

  const submit = async (event: SyntheticEvent) => {
    event.preventDefault();
    const missing = {
      ...(email.trim() ? {} : { email: 'Enter your email address.' }),
      ...(password ? {} : { password: 'Enter your password.' }),
    };
    setErrors(missing);
    setProblem(null);
    if (Object.keys(missing).length > 0 || wait > 0) return;
    setBusy(true);
    try {
      const user = await login(email.trim(), password);
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
    <div className={classes['screen']}>
      <aside className={classes['brand']} aria-hidden="true">
        <River />
        <p>
          Every conversation,
          <br />a lead with proof.
        </p>
      </aside>
      <main className={classes['side']}>
        <form className={classes['form']} onSubmit={(event) => void submit(event)} noValidate>
          <span className={classes['mark']}>
            <Logo size={40} />
          </span>
          <h1>Log in to Rivo</h1>
          {ended && !problem && <p className={classes['note']}>Your session ended. Log in to go on where you were.</p>}
          {(problem ?? (wait > 0 || null)) && (
            <p className={classes['problem']} role="alert">
              {wait > 0 ? `Too many tries. Try again in ${wait} s.` : problem}
            </p>
          )}
          <TextInput
            label="Email"
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
            label="Password"
            name="password"
            autoComplete="current-password"
            size="md"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={errors['password']}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
          />
          <Button type="submit" size="md" fullWidth loading={busy} disabled={wait > 0}>
            {wait > 0 ? `Wait ${wait} s` : 'Log in'}
          </Button>
        </form>
      </main>
    </div>
  );
}
