import { computed } from 'vue'
import { field } from '@/core/field'
import type { InspectionPart } from './model'

/** Rounds and rubrics as they lie on the phone. */
export const part = computed(() => (field.pack?.parts.inspections as InspectionPart | undefined) ?? null)
