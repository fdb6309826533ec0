import { answer, api, done } from './call';

export const login = (email: string, password: string) =>
  answer(api.POST('/api/v1/auth/login/', { body: { email, password } }));
export const logout = () => done(api.POST('/api/v1/auth/logout/'));
export const me = (signal: AbortSignal) => answer(api.GET('/api/v1/auth/me/', { signal }));
export const changePassword = (current_password: string, new_password: string) =>
  done(api.POST('/api/v1/auth/password/', { body: { current_password, new_password } }));
export const listDevices = () => answer(api.GET('/api/v1/auth/devices/'));
export const revokeDevice = (id: string) => done(api.DELETE('/api/v1/auth/devices/{id}/', { params: { path: { id } } }));
