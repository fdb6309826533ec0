import { call } from './call';
import type { Device, Me, Page } from './types';

export const login = (email: string, password: string) =>
  call<Me>('POST', '/auth/login/', { body: { email, password } });
export const logout = () => call<undefined>('POST', '/auth/logout/');
export const me = (signal?: AbortSignal) => call<Me>('GET', '/auth/me/', { signal });
export const changePassword = (current_password: string, new_password: string) =>
  call<undefined>('POST', '/auth/password/', { body: { current_password, new_password } });
export const listDevices = () => call<Page<Device>>('GET', '/auth/devices/');
export const revokeDevice = (id: string) => call<undefined>('DELETE', `/auth/devices/${id}/`);
