import { useQuery } from '@tanstack/react-query';

import { listClientsOf, listMyTasks } from '@/api/clients';
import { keys } from '@/api/keys';

export const useMyClients = () =>
  useQuery({ queryKey: keys.mine, queryFn: ({ signal }) => listClientsOf('me', signal) });

export const useMyTasks = () =>
  useQuery({ queryKey: keys.myTasks, queryFn: ({ signal }) => listMyTasks(signal) });
