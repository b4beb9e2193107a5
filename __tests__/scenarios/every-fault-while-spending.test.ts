import { faultShare, SPENDING } from '../support/faults/matrix.ts'

faultShare(SPENDING)
