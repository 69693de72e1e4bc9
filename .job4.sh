#!/bin/bash
# waits for the first job of this clone to be done (its slot is free then), then does the rest
/tmp/w/csv/.job3.sh
