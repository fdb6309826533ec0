import { answer, api, done, type QueryOf } from './call';
import type { EditMessage } from './types';

export const listSessions = (query: QueryOf<'list_sessions'>, signal: AbortSignal) =>
  answer(api.GET('/api/v1/chat/sessions/', { params: { query }, signal }));
export const chatHistory = (session_id: string, signal: AbortSignal) =>
  answer(api.GET('/api/v1/chat/history/', { params: { query: { session_id } }, signal }));
export const searchMessages = (query: QueryOf<'search_messages'>, signal: AbortSignal) =>
  answer(api.GET('/api/v1/chat/messages/', { params: { query }, signal }));
export const deleteSession = (id: string) =>
  done(api.DELETE('/api/v1/chat/sessions/{id}/', { params: { path: { id } } }));
export const editMessage = (id: string, body: EditMessage) =>
  answer(api.PATCH('/api/v1/chat/messages/{id}/', { params: { path: { id } }, body }));
export const deleteMessage = (id: string) =>
  done(api.DELETE('/api/v1/chat/messages/{id}/', { params: { path: { id } } }));
