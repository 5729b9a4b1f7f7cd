# Shortcuts for what takes longer than a unit test. The build itself is Maven's: mvn -B verify

.PHONY: bench interop soak

# Fairlead and its peers side by side; BENCH takes options: make bench BENCH='simple --rounds 3'
bench:
	bench/bench.py $(BENCH)

# Full load with accidents on Fairlead and then on Envoy; SECONDS for each, SOAK takes more options: make soak SECONDS=60
SECONDS ?= 600
soak:
	bench/soak.py --seconds $(SECONDS) $(SOAK)

# Everything that sends real traffic through the real server: recorded cases, hostile traffic, a minute of the soak with every
# buffer watched. Then ten minutes of broken files for the reader and the validators.
interop:
	bench/soak.py --self-check
	bench/soak.py --seconds 60 --peers fairlead --leak-detection paranoid
	mvn -B -pl fairlead-server -am test -Dtest='ConformanceTest,HostileTest,HostileFilesTest' \
		-Dfairlead.fuzz.seconds=600 -Dsurefire.failIfNoSpecifiedTests=false
