import { call } from './call';
import type { ListQuery } from './staff';
import type { ChatHistory, ChatMessage, ChatSession, Page } from './types';

export const listSessions = (query: ListQuery, signal?: AbortSignal) =>
  call<Page<ChatSession>>('GET', '/chat/sessions/', { query, signal });
export const chatHistory = (session_id: string, signal?: AbortSignal) =>
  call<ChatHistory>('GET', '/chat/history/', { query: { session_id }, signal });
export const searchMessages = (query: ListQuery, signal?: AbortSignal) =>
  call<Page<ChatMessage>>('GET', '/chat/messages/', { query, signal });
export const deleteMessage = (id: string) => call<undefined>('DELETE', `/chat/messages/${id}/`);
export const deleteSession = (id: string) => call<undefined>('DELETE', `/chat/sessions/${id}/`);
