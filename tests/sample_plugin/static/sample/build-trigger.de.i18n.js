ActivityStreams.i18n.put('sample.build.trigger', 'Build starten');
ActivityStreams.i18n.put('sample.build.done', 'Der Build ist eingereiht');
