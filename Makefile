# Shortcuts for what takes longer than a unit test. The build itself is Maven's: mvn -B verify

.PHONY: bench interop

# Fairlead and its peers side by side; BENCH takes options: make bench BENCH='simple --rounds 3'
bench:
	bench/bench.py $(BENCH)

# Everything that sends real traffic through the real server: recorded cases, hostile traffic.
interop:
	mvn -B -pl fairlead-server -am test -Dtest='ConformanceTest,HostileTest' -Dsurefire.failIfNoSpecifiedTests=false
