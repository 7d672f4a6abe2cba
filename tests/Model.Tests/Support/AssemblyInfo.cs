// All models share one worker team, and a busy team lets a caller run alone: side by side, tests of several lanes would test one.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
