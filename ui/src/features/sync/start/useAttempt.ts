import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { deviceQuery, type DeviceReport } from '@/api/device';
import { FieldErrors } from '@/transport';
import { failureText } from '@/ui/states';

/** One thing asked of the app, with what became of it: the fields that are wrong, or a sentence. */
export function useAttempt() {
  const cache = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);

  const attempt = async (work: () => Promise<DeviceReport>) => {
    setBusy(true);
    setErrors({});
    setProblem(null);
    try {
      cache.setQueryData(deviceQuery.queryKey, await work());
    } catch (error) {
      if (error instanceof FieldErrors) setErrors(error.fields);
      setProblem(error instanceof FieldErrors && !error.other ? null : failureText(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, errors, problem, setErrors, attempt };
}
