ActivityStreams.i18n.put('sample.build.trigger', 'Trigger build');
ActivityStreams.i18n.put('sample.build.done', 'The build is queued');
ActivityStreams.i18n.put('sample.build.unauthorized', 'The build server does not know you');
ActivityStreams.i18n.put('sample.build.failed', 'The build could not be triggered');
