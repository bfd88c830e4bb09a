import { useSearch } from 'wouter';

/**
 * A parameter of the address; '' without one. From the address itself: what useSearch() gives is decoded once already,
 * and a key with a per cent sign in it would be decoded twice.
 */
export function useQuery(name: string): string {
  useSearch();
  return new URLSearchParams(window.location.search).get(name) ?? '';
}
