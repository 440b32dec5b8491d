import { onBeforeUnmount, ref, type Ref } from 'vue'

/** Whether two panes fit beside each other (from 900 px on). */
export function useWide(): Ref<boolean> {
  const query = matchMedia('(min-width: 900px)')
  const isWide = ref(query.matches)
  const follow = () => { isWide.value = query.matches }
  query.addEventListener('change', follow)
  onBeforeUnmount(() => { query.removeEventListener('change', follow) })
  return isWide
}
